/** Stands in for url-parse: tus-js-client only resolves a location against an address with it. */
export default class ResolvedUrl extends URL {}
