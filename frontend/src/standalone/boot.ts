// The one inline script of an exported page: unpacks the rest, which stands in it as text.

import "../styles/standalone.css";
import { decodeBase85 } from "./base85.ts";

const UNABLE =
  "This page needs a browser of 2023 or newer, with JavaScript modules and DecompressionStream.";

const DAMAGED = "This file is damaged: get it again from where it came from.";

function bytesOf(part: string): Uint8Array<ArrayBuffer> {
  return decodeBase85(document.getElementById(`lw-${part}`)?.textContent?.trim() ?? "");
}

async function read(part: string): Promise<ArrayBuffer> {
  try {
    const packed = new Blob([bytesOf(part)]).stream();
    const unpacked = packed.pipeThrough(new DecompressionStream("gzip"));
    return await new Response(unpacked).arrayBuffer();
  } catch {
    throw new Error(DAMAGED);
  }
}

async function boot(): Promise<void> {
  const element = document.getElementById("lw-explorer") as HTMLElement;
  try {
    if (!("DecompressionStream" in globalThis)) throw new Error(UNABLE);
    const style = new CSSStyleSheet();
    style.replaceSync(new TextDecoder().decode(await read("style")));
    document.adoptedStyleSheets.push(style);
    const source = new Blob([await read("app")], { type: "text/javascript" });
    const app = await import(URL.createObjectURL(source));
    await app.start(element, read);
  } catch (error) {
    const message = document.createElement("p");
    message.className = "lw-message";
    message.setAttribute("role", "alert");
    message.textContent = error instanceof Error ? error.message : String(error);
    element.replaceChildren(message, still());
  }
}

/** The picture for where scripts are off; where they are on, it is the text of its element. */
function still(): HTMLImageElement {
  const text = document.querySelector("noscript")?.textContent ?? "";
  const image = new Image();
  image.src = text.match(/data:image\/png;base64,[\w+/=]+/)?.[0] ?? "";
  image.alt = "The explorer, a still picture";
  return image;
}

void boot();
