/*
 * What a site runs for all of its players: there is one script and one style, and the data of each
 * player are compressed. `adlabShow` is called again for players that come later.
 */

((name, style, words) => {
  const boot = window.adlabBoot;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);

  async function unpack(spec) {
    const bytes = Uint8Array.from(atob(spec.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    spec.textContent = await new Response(stream).text();
    spec.removeAttribute("data-packed");
  }

  window.adlabShow = async () => {
    await Promise.all([...document.querySelectorAll(".adlab-spec[data-packed]")].map(unpack));
    boot(name, sheet, words);
  };
  window.adlabShow();
});
