/** A script of this page could not be loaded: no network, or a server that has a newer page. It says nothing about a file. */
export class PartMissing extends Error {
  constructor() {
    super('a part of the page could not be loaded');
  }
}
