import { collectFacts } from './collect-facts.ts'
import { HtmlDocument } from './html-document.ts'
import type { HtmlFacts } from './html-facts.ts'
import { prepareMarkup } from './prepare-markup.ts'

/** How the text of a part came about. */
export interface HtmlSource {
  /**
   * True when the text was decoded from a charset to Unicode (Perl's utf8 flag is on): the text is then a JavaScript
   * string of Unicode. False when it is bytes, one char a byte: all-ASCII text that SpamAssassin leaves undecoded.
   */
  readonly unicode: boolean
  /** True with `normalize_charset 0` for bytes left undecoded: entities then become UTF-8 bytes (utf8_mode). */
  readonly utf8Mode?: boolean
  /** Bytes of the part after transfer decoding, before charset decoding; for the ratio of markup. */
  readonly byteLength: number
}

/** Rendered text in characters. */
export interface RenderedText {
  readonly text: string
  /** True when Perl would hold it as Unicode: it becomes UTF-8 bytes for rules; otherwise its chars are the bytes. */
  readonly unicode: boolean
}

/** An HTML part as SpamAssassin renders it (get_rendered_text, with invisible => 0, with invisible => 1) and what it says. */
export interface RenderedHtml {
  readonly rendered: RenderedText
  readonly visible: RenderedText
  readonly invisible: RenderedText
  readonly facts: HtmlFacts
}

/** Renders an HTML part to text and collects what HTML rules ask about it. */
export function renderHtml(text: string, source: HtmlSource): RenderedHtml {
  const document = new HtmlDocument(prepareMarkup(text, source.unicode), source)
  const whole = document.tokenizer.run()
  const rendered = document.pieces.rendered()
  return {
    rendered,
    visible: document.pieces.visible(rendered),
    invisible: document.pieces.invisible(),
    facts: collectFacts(document, rendered, text, whole, source),
  }
}
