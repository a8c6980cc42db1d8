import "../styles/disentanglement.css";
import { defineTool } from "../tool-widget.ts";
import { DISENTANGLEMENT } from "../views/disentanglement/index.ts";

export default defineTool(DISENTANGLEMENT);
