// The points in WebGL: one `Points` with a small shader, drawn in stretches of a shuffled index.

import {
  BufferAttribute,
  BufferGeometry,
  GLSL3,
  Points,
  RawShaderMaterial,
  Scene,
  Camera as ThreeCamera,
  Vector3,
  WebGLRenderer,
} from "three";
import type { PointCloud } from "./cloud.ts";
import { SELECTED } from "./colours.ts";
import type { Pass, PointRenderer } from "./renderer.ts";

const VERTEX = `
in vec3 position;
in vec3 origin;
in vec4 mark;
uniform mat4 view;
uniform float blend;
uniform float size;
uniform float fade;
uniform vec3 ground;
flat out vec3 colour;
flat out int shape;
flat out float diameter;
void main() {
  vec4 place = view * vec4(mix(origin, position, blend), 1.0);
  bool selected = mark.a >= ${SELECTED}.0;
  shape = int(mark.a) & ${SELECTED - 1};
  colour = mix(mark.rgb / 255.0, ground, selected ? 0.0 : fade);
  // Half of the depth is kept for the selected, who stand before all others.
  place.z = 0.45 * place.z + (selected ? -0.5 : 0.5) * place.w;
  diameter = size / place.w * (selected ? 1.35 : 1.0);
  gl_Position = place;
  gl_PointSize = diameter;
}`;

// Few pixels a point and no blending where there are many: software renderers pay for each fragment.
const FRAGMENT = `
precision mediump float;
flat in vec3 colour;
flat in int shape;
flat in float diameter;
uniform bool soft;
out vec4 fragment;
float reach(vec2 q) {
  vec2 a = abs(q);
  if (shape == 1) return max(a.x, a.y) * 1.2;
  if (shape == 2) return max(a.x * 0.95 - q.y * 0.55 + 0.1, q.y * 1.05 + 0.05) * 1.15;
  if (shape == 3) return a.x + a.y;
  if (shape == 4) return max(min(a.x, a.y) * 2.9, max(a.x, a.y));
  return length(q);
}
void main() {
  float alpha = 1.0;
  if (diameter > 3.0) {
    vec2 q = gl_PointCoord * 2.0 - 1.0;
    alpha = clamp((1.0 - reach(vec2(q.x, q.y))) * diameter * 0.5, 0.0, 1.0);
    if (alpha < (soft ? 0.02 : 0.4)) discard;
  }
  fragment = soft ? vec4(colour, 1.0) * (alpha * 0.88) : vec4(colour, 1.0);
}`;

/** Up to this many points, edges are smooth and points shine through each other. */
const SOFT_LIMIT = 5_000;

function isSoftware(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const name = info ? String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}

export class WebGLPoints implements PointRenderer {
  readonly canvas: HTMLCanvasElement;
  readonly limit = Number.POSITIVE_INFINITY;
  readonly #three: WebGLRenderer;
  readonly #software: boolean;
  readonly #scene = new Scene();
  readonly #eye = new ThreeCamera();
  readonly #points: Points<BufferGeometry, RawShaderMaterial>;
  #sent: Partial<Record<"positions" | "from" | "marks" | "order", unknown>> = {};
  #ratio = 1;

  /** A renderer on `canvas`, or null where the browser gives no WebGL 2. */
  static create(canvas: HTMLCanvasElement): WebGLPoints | null {
    const gl = canvas.getContext("webgl2", {
      alpha: true,
      antialias: false,
      // The full picture is drawn over several frames into what is there already.
      preserveDrawingBuffer: true,
    });
    return gl && new WebGLPoints(canvas, gl);
  }

  private constructor(canvas: HTMLCanvasElement, gl: WebGL2RenderingContext) {
    this.canvas = canvas;
    this.#software = isSoftware(gl);
    this.#three = new WebGLRenderer({ canvas, context: gl });
    this.#three.autoClear = false;
    this.#three.sortObjects = false;
    this.#three.setClearColor(0, 0);
    const material = new RawShaderMaterial({
      glslVersion: GLSL3,
      vertexShader: VERTEX,
      fragmentShader: FRAGMENT,
      premultipliedAlpha: true,
      uniforms: {
        view: { value: this.#eye.projectionMatrix },
        blend: { value: 1 },
        size: { value: 4 },
        fade: { value: 0 },
        ground: { value: new Vector3() },
        soft: { value: true },
      },
    });
    this.#points = new Points(new BufferGeometry(), material);
    this.#points.frustumCulled = false;
    this.#scene.add(this.#points);
  }

  resize(width: number, height: number): void {
    this.#ratio = Math.min(devicePixelRatio || 1, this.#software ? 1 : 2);
    this.#three.setPixelRatio(this.#ratio);
    this.#three.setSize(width, height, false);
  }

  draw(cloud: PointCloud, pass: Pass): void {
    if (pass.clear) this.#three.clear();
    if (pass.count === 0) return;
    this.#upload(cloud);
    const { material, geometry } = this.#points;
    const soft = cloud.order.length <= SOFT_LIMIT;
    this.#eye.projectionMatrix.fromArray(pass.matrix);
    this.#set("blend", cloud.blend);
    this.#set("size", pass.size * this.#ratio);
    this.#set("fade", cloud.hasSelection ? 0.78 : 0);
    this.#set("soft", soft);
    material.uniforms.ground?.value.fromArray(pass.ground).divideScalar(255);
    material.transparent = soft;
    material.depthTest = cloud.layout.dims === 3 || cloud.hasSelection;
    material.depthWrite = material.depthTest;
    geometry.setDrawRange(pass.start, pass.count);
    this.#three.render(this.#scene, this.#eye);
  }

  dispose(): void {
    this.#points.geometry.dispose();
    this.#points.material.dispose();
    this.#three.dispose();
    this.#three.forceContextLoss();
  }

  #set(name: string, value: number | boolean): void {
    const uniform = this.#points.material.uniforms[name];
    if (uniform) uniform.value = value;
  }

  /** Sends to the graphics card what the cloud has replaced since the last draw. */
  #upload(cloud: PointCloud): void {
    const { geometry } = this.#points;
    if (geometry.getAttribute("position")?.count !== cloud.count) {
      geometry.dispose();
      const floats = () => new BufferAttribute(new Float32Array(3 * cloud.count), 3);
      geometry.setAttribute("position", floats());
      geometry.setAttribute("origin", floats());
      geometry.setAttribute("mark", new BufferAttribute(new Uint8Array(4 * cloud.count), 4));
      geometry.setIndex(new BufferAttribute(new Uint32Array(cloud.count), 1));
      this.#sent = {};
    }
    this.#copy("positions", cloud.layout.positions, geometry.getAttribute("position"));
    this.#copy("from", cloud.from, geometry.getAttribute("origin"));
    this.#copy("marks", cloud.marks, geometry.getAttribute("mark"));
    this.#copy("order", cloud.order, geometry.getIndex());
  }

  #copy(
    name: "positions" | "from" | "marks" | "order",
    source: Float32Array | Uint8Array | Uint32Array,
    attribute: { array: ArrayLike<number>; needsUpdate?: boolean } | null | undefined,
  ): void {
    if (!attribute || this.#sent[name] === source) return;
    (attribute.array as typeof source).set(source);
    attribute.needsUpdate = true;
    this.#sent[name] = source;
  }
}
