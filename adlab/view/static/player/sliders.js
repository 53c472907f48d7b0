export function putSliders() {}
