// tag-list  =  tag *( ";" tag ) [ ";" ];  tag = [FWS] name [FWS] "=" [FWS] value [FWS]   (RFC 6376 section 3.2)

interface Tag {
  /** As written, with the white space around it. */
  readonly raw: string
  readonly name: string
  readonly value: string
}

/** More tags than this no signature and no key has. */
const MAX_TAGS = 100

/** The tags of a signature or a key; of equal names the last counts. */
export class TagList {
  readonly tags: readonly Tag[]
  readonly #values: ReadonlyMap<string, string>

  private constructor(tags: readonly Tag[]) {
    this.tags = tags
    this.#values = new Map(tags.filter((tag) => tag.name !== '').map((tag) => [tag.name, tag.value]))
  }

  /** Undefined when something in it is no tag. */
  static parse(text: string): TagList | undefined {
    const tags: Tag[] = []
    for (const raw of text.split(';', MAX_TAGS + 1)) {
      const trimmed = raw.replace(/^[ \t\n\r\f\v]+/, '').trimEnd()
      const equals = trimmed.indexOf('=')
      if (trimmed !== '' && equals < 0) return undefined
      tags.push({
        raw,
        name: trimmed === '' ? '' : trimmed.slice(0, equals).trimEnd(),
        value: trimmed === '' ? '' : trimmed.slice(equals + 1).trimStart(),
      })
    }
    return tags.length > MAX_TAGS ? undefined : new TagList(tags)
  }

  get(name: string): string | undefined {
    return this.#values.get(name)
  }

  get names(): number {
    return this.#values.size
  }

  /** The text with the value of one tag left out. */
  without(name: string): string {
    return this.tags
      .map((tag) => (tag.name === name ? `${tag.raw.slice(0, tag.raw.indexOf('=') + 1)}` : tag.raw))
      .join(';')
  }
}

/** A value without any white space in it. */
export function compact(value: string): string {
  return value.replace(/[ \t\n\r\f\v]+/g, '')
}
