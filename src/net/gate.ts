/** Leaves the place that `enter` gave; more than once does nothing. */
export type Leave = () => void

/** Lets so many through at once; the others wait in line, and beyond a longest line are turned away. */
export class Gate {
  readonly #places: number
  readonly #longestLine: number
  readonly #line: Array<(leave: Leave) => void> = []
  #inside = 0

  constructor(places: number, longestLine: number) {
    this.#places = places
    this.#longestLine = longestLine
  }

  /** A place, at once or when one is free; undefined where the line is too long. */
  enter(): Promise<Leave> | undefined {
    if (this.#inside < this.#places) {
      this.#inside++
      return Promise.resolve(this.#leave())
    }
    if (this.#line.length >= this.#longestLine) return undefined
    return new Promise((resolve) => this.#line.push(resolve))
  }

  #leave(): Leave {
    let left = false
    return () => {
      if (left) return
      left = true
      const next = this.#line.shift()
      if (next) next(this.#leave())
      else this.#inside--
    }
  }
}
