/* What every element of ours can: each is of HTML, SVG or MathML. */
interface Element extends HTMLOrSVGElement {
  /** Of a player that is up: takes it out of the page again. */
  adlabUnmount?: () => void;
  /** … and puts it up again. */
  adlabMount?: () => void;
  /** Of a player: what is told to it, see page.js. */
  adlabHeard?: Record<string, () => void>;
  /** Of a live player: called when the room around it has changed. */
  adlabResized?: () => void;
}

interface Window {
  /** The players of the page, as long as anything else keeps them. */
  adlabPlayers?: Set<WeakRef<Element>>;
  /** Scripts and styles that outputs have brought, by name, see unpack.js. */
  adlabPacks?: Record<string, Promise<() => void>>;
  /** What an unpacked script leaves for unpack.js. */
  adlabBoot?: (name: string, sheet: CSSStyleSheet, words: any) => void;
  /** Of a site, whose players share one script: puts up those that have come, see shared.js. */
  adlabShow: () => Promise<void>;
}

/** The scripts of widgets that the page has loaded, see widget.js. */
declare var adlabScripts: Map<string, Promise<any>>;
