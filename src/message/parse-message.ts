import { latin1FromBytes } from '../base/latin1.ts'
import { bodyParagraphs } from './body-text.ts'
import type { Envelope } from './envelope.ts'
import { HeaderList } from './header-list.ts'
import { headerView } from './header-views/header-view.ts'
import type { HtmlFacts } from './html/html-facts.ts'
import type { Message, MessageAdditions } from './message.ts'
import { buildMimeTree, foldLineEnds, type MimeTree } from './mime-tree.ts'
import type { MessageOptions } from './options.ts'
import { type HeaderBlock, parseHeader } from './parse-header.ts'
import { findParts, type Part, type RenderedText, type RenderedView } from './part.ts'
import { rawbodyChunks } from './rawbody-text.ts'
import { readRelays } from './relays/read-relays.ts'
import type { Relays } from './relays/relay.ts'
import { extractUris } from './uri/extract-uris.ts'
import type { UriDetail, UriViews } from './uri/uri-detail.ts'

/** Reads a message. Never fails: what is wrong with its form is among its `defects`. */
export function parseMessage(bytes: Uint8Array | string, options: MessageOptions, envelope: Envelope = {}): Message {
  return new ParsedMessage(parseHeader(typeof bytes === 'string' ? bytes : latin1FromBytes(bytes)), options, envelope)
}

const NO_ADDITIONS: Required<MessageAdditions> = { texts: new Map(), uris: [], pristineBody: undefined }

/** A message whose header is read at once, and everything else when first asked for. */
class ParsedMessage implements Message {
  readonly pristineHeaders: string
  readonly pristineBody: string
  readonly mboxSeparator: string | undefined
  readonly lineEnding: '\n' | '\r\n'
  readonly headers: HeaderList
  readonly bodyLength: number
  readonly #options: MessageOptions
  readonly #block: HeaderBlock
  readonly #envelope: Envelope
  readonly #additions: Required<MessageAdditions>
  #pristine: string | undefined
  #tree: MimeTree | undefined
  #parts: readonly Part[] | undefined
  #leaves: readonly Part[] | undefined
  #defects: ReadonlySet<string> | undefined
  #body: readonly string[] | undefined
  #visibleBody: readonly string[] | undefined
  #invisibleBody: readonly string[] | undefined
  #rawbody: readonly string[] | undefined
  #htmlParts: readonly HtmlFacts[] | undefined
  #relays: Relays | undefined
  #uris: UriViews | undefined

  constructor(
    block: HeaderBlock,
    options: MessageOptions,
    envelope: Envelope,
    additions: Required<MessageAdditions> = NO_ADDITIONS,
  ) {
    this.#block = block
    this.#options = options
    this.#envelope = envelope
    this.#additions = additions
    this.pristineHeaders = block.pristineHeaders
    this.pristineBody = additions.pristineBody ?? block.pristineBody
    this.mboxSeparator = block.mboxSeparator
    this.lineEnding = block.lineEnding
    this.headers = new HeaderList(block.fields.filter((field) => !field.key.startsWith('x-spam-')))
    this.bodyLength = envelope.bodySize ?? block.pristineBody.length
  }

  get pristine(): string {
    this.#pristine ??= this.pristineHeaders + this.#block.pristineBody
    return this.#pristine
  }

  get root(): Part {
    return this.#mime().root
  }

  get parts(): readonly Part[] {
    this.#parts ??= findParts(this.root, () => true)
    return this.#parts
  }

  get defects(): ReadonlySet<string> {
    this.#defects ??= this.#findDefects()
    return this.#defects
  }

  get boundaryStates(): ReadonlyMap<string, number> {
    return this.#mime().boundaryStates
  }

  get body(): readonly string[] {
    this.#body ??= this.#paragraphs('all')
    return this.#body
  }

  get visibleBody(): readonly string[] {
    this.#visibleBody ??= this.#paragraphs('visible')
    return this.#visibleBody
  }

  get invisibleBody(): readonly string[] {
    this.#invisibleBody ??= this.#paragraphs('invisible')
    return this.#invisibleBody
  }

  get rawbody(): readonly string[] {
    this.#rawbody ??= rawbodyChunks(this.#textLeaves(), this.#options.rawbodyPartScanSize)
    return this.#rawbody
  }

  get html(): HtmlFacts | undefined {
    return this.htmlParts.at(-1)
  }

  get htmlParts(): readonly HtmlFacts[] {
    this.#htmlParts ??= this.#textLeaves()
      .map((leaf) => leaf.html)
      .filter((facts) => facts !== undefined)
    return this.#htmlParts
  }

  get uris(): readonly string[] {
    return this.#findUris().uris
  }

  get uriDetails(): ReadonlyMap<string, UriDetail> {
    return this.#findUris().details
  }

  get relays(): Relays {
    this.#relays ??= readRelays(this.headers, this.#options.relayOptions)
    return this.#relays
  }

  headerView(spec: string): readonly string[] {
    return headerView(this, this.#options, spec)
  }

  with({ texts = new Map(), uris = [], pristineBody }: MessageAdditions): Message {
    const before = this.#additions
    const same = new ParsedMessage(this.#block, this.#options, this.#envelope, {
      texts: new Map([...before.texts, ...texts]),
      uris: [...before.uris, ...uris],
      pristineBody: pristineBody ?? before.pristineBody,
    })
    same.#tree = this.#tree
    return same
  }

  #findUris(): UriViews {
    this.#uris ??= extractUris(
      {
        body: this.body,
        html: this.htmlParts,
        dkimSignatures: ['DomainKey-Signature', 'DKIM-Signature'].flatMap((name) =>
          this.headers.all(name).map((field) => field.value),
        ),
        found: this.#additions.uris,
      },
      this.#options.uriOptions,
    )
    return this.#uris
  }

  #mime(): MimeTree {
    this.#tree ??= buildMimeTree(this.headers, foldLineEnds(this.#block.pristineBody, this.lineEnding), this.#options)
    return this.#tree
  }

  /** What text views are made of; a leaf whose type is nothing but bad characters is not even looked at. */
  #textLeaves(): readonly Part[] {
    this.#leaves ??= this.parts.filter((part) => part.isLeaf && part.type !== '')
    return this.#leaves
  }

  #paragraphs(view: RenderedView): string[] {
    const subject = this.headers.last('subject')
    const first = view === 'invisible' ? '' : `${subject?.value ?? ''}\n`
    const rendered = this.#textLeaves().map((leaf) => this.#rendered(leaf, view))
    return bodyParagraphs(rendered, first, this.#options.bodyPartScanSize)
  }

  #rendered(leaf: Part, view: RenderedView): RenderedText {
    const added = this.#additions.texts.get(leaf)
    if (added === undefined) return leaf.rendered(view)
    return { type: 'text/plain', text: view === 'invisible' ? '' : added, unicode: false }
  }

  #findDefects(): ReadonlySet<string> {
    const defects = new Set(this.#mime().defects)
    if (this.#block.missingSeparator) defects.add('missing_head_body_separator')
    if (this.#block.truncated || this.headers.isTooLong) defects.add('truncated_header')
    return defects
  }
}
