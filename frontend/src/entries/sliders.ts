import "../styles/sliders.css";
import { createSliders } from "../views/sliders.ts";
import { defineWidget } from "../widget.ts";

export default defineWidget(createSliders);
