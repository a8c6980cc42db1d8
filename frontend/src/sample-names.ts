// What single samples are called: as latentwidgets/spaces/names.py calls them.

const SAMPLE = /^sample_(0|[1-9][0-9]*)$/;

export function sampleName(index: number): string {
  return `sample_${index}`;
}

/** The number of a sample that is named as one; null of anything else. */
export function sampleIndex(name: string): number | null {
  const found = SAMPLE.exec(name);
  return found ? Number(found[1]) : null;
}
