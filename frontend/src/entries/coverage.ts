import "../styles/coverage.css";
import { COVERAGE } from "../views/coverage/index.ts";
import { mountTool } from "../views/drawer.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget((store, element, options) => {
  const view = document.createElement("div");
  view.className = "lw-coverage-alone";
  element.append(view);
  const unmount = mountTool(store, view, COVERAGE, options);
  return () => {
    unmount();
    view.remove();
  };
});
