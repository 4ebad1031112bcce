/** Stands in for js-base64: tus-js-client only encodes upload metadata with it. */
export const Base64 = {
  encode(text: string): string {
    return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
  },
};
