/*
 * What a page runs for each of its players: script and style are unpacked once, whichever of the
 * outputs brings them, and then put up all players that wait for them.
 */

(async (name, packed) => {
  const packs = (window.adlabPacks ??= {});

  async function unpack() {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    const [code, css, words] = await new Response(stream).json();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const script = document.createElement("script");
    script.textContent = code;
    document.head.append(script);
    script.remove();
    const boot = window.adlabBoot;
    return () => boot(name, sheet, words);
  }

  try {
    if (packed) packs[name] ??= unpack();
    const boot = await packs[name];
    boot?.();
  } catch (error) {
    console.warn("adlab: the picture stays still.", error);
  }
});
