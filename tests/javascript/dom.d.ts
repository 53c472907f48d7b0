/* What every element of ours can: each is of HTML, SVG or MathML. */
interface Element extends HTMLOrSVGElement {
  /** Of a player that is up: takes it out of the page again. */
  adlabUnmount?: () => void;
}
