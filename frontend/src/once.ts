// An answer that is asked for once; after a failure, again the next time.

export function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return () => {
    answer ??= ask().catch((error: Error) => {
      answer = null;
      throw error;
    });
    return answer;
  };
}
