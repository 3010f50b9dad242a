// A request that got no answer at all, which people can often mend themselves.

export class NetworkError extends Error {
  code = "NetworkError";

  /** `place` is who could not be reached, in words that can follow "reach". */
  constructor(place, cause) {
    super(`cannot reach ${place}`, { cause });
    this.place = place;
  }
}
