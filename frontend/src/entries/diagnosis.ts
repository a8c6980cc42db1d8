import "../styles/diagnosis.css";
import { DIAGNOSIS } from "../views/diagnosis/index.ts";
import { mountTool } from "../views/drawer.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget((store, element, options) => {
  const view = document.createElement("div");
  view.className = "lw-diagnosis-alone";
  element.append(view);
  const unmount = mountTool(store, view, DIAGNOSIS, options);
  return () => {
    unmount();
    view.remove();
  };
});
