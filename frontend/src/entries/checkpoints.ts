import "../styles/checkpoints.css";
import { defineOwn } from "../own-widget.ts";
import { FilmView } from "../views/checkpoints/index.ts";

export default defineOwn((model, traits) => new FilmView(model, traits));
