import "../styles/map.css";
import { createMap } from "../views/map/index.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget(createMap);
