// The report about a space, as the kernel makes it.

import type { Grade, Measured } from "../coverage/report.ts";

export interface DiagnosisSection {
  key: string;
  title: string;
  grade: Grade;
  verdict: string;
  why: string[];
  advice: string[];
  measures: Measured[];
  /** PNG. */
  picture: Uint8Array<ArrayBuffer> | null;
}

export interface DiagnosisReport {
  name: string;
  summary: string;
  seed: number;
  sections: DiagnosisSection[];
}
