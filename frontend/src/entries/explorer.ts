import "../styles/explorer.css";
import { createExplorer } from "../views/explorer.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget(createExplorer);
