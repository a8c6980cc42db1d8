// Files that a reader takes from the page.

const LONGEST = 60;
// Names that Windows keeps for devices, whatever follows the dot.
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** "cats-beta-vae.mid" of "cats/beta-vae": a name that every system takes, in any folder. */
export function fileName(title: string, extension: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{Mark}/gu, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, LONGEST)
    .replace(/-+$/, "");
  const name = plain === "" || RESERVED.test(plain) ? `latent-${plain}` : plain;
  return `${name.replace(/-$/, "")}.${extension}`;
}

export function download(bytes: Uint8Array<ArrayBuffer>, name: string, type: string): void {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads it after this task.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
