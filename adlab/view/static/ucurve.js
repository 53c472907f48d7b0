(() => {
"use strict";
const make = (name, style, text) => {
  const element = document.createElement(name);
  element.style.cssText = style;
  if (text !== undefined) element.textContent = text;
  return element;
};
for (const root of document.querySelectorAll('[data-adlab-u="pending"]')) {
  const data = JSON.parse(root.querySelector("script").textContent);
  const plot = root.querySelector("div");
  root.dataset.adlabU = "live";
  const dots = data.methods.map(({ colour }, i) => {
    const [size, radius] = [[16, "50%"], [26, "2px"], [8, "50%"]][i];
    const dot = make("span", `position: absolute; width: ${size}px; height: ${size}px;
      margin: ${-size / 2 - 3}px 0 0 ${-size / 2 - 3}px; box-sizing: content-box;
      border: 3px solid ${colour}; border-radius: ${radius}; pointer-events: none`);
    plot.append(dot);
    return dot;
  });
  const [low, high] = data.span;
  const slider = make("input", `display: block; margin: 0 0 4px ${low}%; width: ${high - low}%; height: 32px`);
  Object.assign(slider, { type: "range", min: 0, max: data.steps.length - 1, value: data.start });
  slider.setAttribute("aria-label", data.words.step);
  const head = make("div", "font: 600 18px system-ui, sans-serif; margin: 4px 0");
  const table = make("table", "font: 16px system-ui, sans-serif; border-collapse: collapse");
  const rows = data.methods.map(({ name, colour }) => {
    const row = table.insertRow();
    const title = make("th", `text-align: left; padding: 3px 18px 3px 8px; border-left: 6px solid ${colour}`, name);
    title.scope = "row";
    row.append(title);
    return [0, 1].map(() => {
      const cell = row.insertCell();
      cell.style.cssText = "text-align: left; padding: 3px 18px 3px 0; font-variant-numeric: tabular-nums; min-width: 9em";
      return cell;
    });
  });
  const paint = () => {
    const k = Number(slider.value);
    head.textContent = `h = ${data.steps[k]}`;
    slider.setAttribute("aria-valuetext", `h = ${data.steps[k]}`);
    data.methods.forEach(({ at, value, error }, i) => {
      dots[i].style.left = `${at[k][0]}%`;
      dots[i].style.top = `${at[k][1]}%`;
      rows[i][0].textContent = value[k];
      rows[i][1].textContent = `${data.words.error} ${error[k]}`;
    });
  };
  slider.addEventListener("input", paint);
  slider.dataset.lmSuppressShortcuts = "true";
  const exact = make("div", "font: 16px system-ui, sans-serif; padding: 3px 8px", `${data.words.exact}: ${data.exact}`);
  root.append(slider, head, table, exact);
  paint();
}
})();
