import { idnToAscii } from '../uri/idn.ts'
import { isFqdnValid } from '../uri/registry-boundaries.ts'
import type { HeaderAddress } from './address.ts'
import { AddressLexer, MORE, type Progress } from './address-lexer.ts'
import { isPlausible } from './address-tokens.ts'

/** What is being read of one mailbox. */
interface Mailbox {
  name: string | undefined
  user: string | undefined
  host: string | undefined
  comment: string
}

/**
 * Reads an address list by the grammar of RFC 5322 with its obsolete forms, as Dovecot's parser does, which
 * Email::Address::XS brings to SpamAssassin:
 *   list    = address *("," address)
 *   address = phrase ":" [mailbox *("," mailbox)] ";" / mailbox
 *   mailbox = [phrase] "<" [route] local-part "@" domain ">" / local-part "@" domain
 * A bad entry is kept as far as it was read; behind it reading goes on only at a comma.
 */
export function parseAddressList(raw: string): readonly HeaderAddress[] {
  const text = raw.replaceAll('\\\\', '')
  const reader = new ListReader(text)
  return reader.read().map((mailbox) => addressOf(mailbox, text))
}

class ListReader {
  readonly #lexer: AddressLexer
  readonly #found: Mailbox[] = []

  constructor(text: string) {
    this.#lexer = new AddressLexer(text)
  }

  read(): readonly Mailbox[] {
    const lexer = this.#lexer
    if (lexer.skipSpace() !== MORE) return this.#found
    for (;;) {
      const progress = this.#address()
      if (progress === 0 || lexer.peek() !== ',') break
      lexer.at++
      const rest = lexer.skipSpace()
      if (rest < 0) this.#found.push(emptyMailbox())
      if (rest !== MORE) break
    }
    return this.#found
  }

  #address(): Progress {
    const start = this.#lexer.at
    const phrase = this.#lexer.phrase()
    if (phrase.progress === MORE && this.#lexer.peek() === ':') return this.#group()
    this.#lexer.at = start
    return this.#mailbox()
  }

  /** What follows the colon. A group that does not end well is still a group. */
  #group(): Progress {
    const lexer = this.#lexer
    lexer.at++
    let progress = lexer.skipSpace()
    if (progress === MORE && lexer.peek() !== ';') {
      for (;;) {
        if (this.#mailbox() !== MORE) progress = -1
        if (lexer.peek() !== ',') break
        lexer.at++
        if (lexer.skipSpace() !== MORE) {
          progress = -1
          break
        }
      }
    }
    if (progress >= 0) {
      if (lexer.peek() !== ';') return MORE
      lexer.at++
      progress = lexer.skipSpace()
    }
    return progress === 0 ? 0 : MORE
  }

  #mailbox(): Progress {
    const mailbox = emptyMailbox()
    const start = this.#lexer.at
    let progress = this.#named(mailbox)
    if (progress === undefined) {
      this.#lexer.at = start
      progress = this.#bare(mailbox)
    }
    this.#found.push(mailbox)
    return progress
  }

  /** A mailbox with angle brackets; undefined when it is none. */
  #named(mailbox: Mailbox): Progress | undefined {
    const lexer = this.#lexer
    const phrase = lexer.phrase()
    if (phrase.progress !== MORE || lexer.peek() !== '<') return undefined
    mailbox.name = phrase.text === '' ? undefined : phrase.text
    lexer.comment = ''
    this.#angle(mailbox)
    mailbox.comment = lexer.comment
    return lexer.peek() === undefined ? 0 : MORE
  }

  #angle(mailbox: Mailbox): Progress {
    const lexer = this.#lexer
    lexer.at++
    if (lexer.skipSpace() !== MORE) return -1
    if (lexer.peek() === '@') {
      const route = lexer.route()
      if (lexer.peek() === undefined) return -1
      // Where dots end the route, what follows is taken for the colon.
      if (lexer.peek() === ':' || route === 'odd dots') lexer.at++
      if (lexer.skipSpace() !== MORE) return -1
    }
    if (lexer.peek() !== '>') {
      if (this.#user(mailbox).progress !== MORE) return -1
      if (lexer.peek() === '@' && this.#host(mailbox) !== MORE) return -1
    }
    if (lexer.peek() !== '>') return -1
    lexer.at++
    return lexer.skipSpace()
  }

  #bare(mailbox: Mailbox): Progress {
    const lexer = this.#lexer
    lexer.comment = ''
    const user = this.#user(mailbox)
    let { progress } = user
    if (progress !== 0 && lexer.peek() === '@') progress = this.#host(mailbox)
    mailbox.comment = lexer.comment
    if ((user.progress !== MORE || user.doubtful) && mailbox.host === undefined && mailbox.user !== undefined) {
      // More likely a name without an address.
      mailbox.name = mailbox.user
      mailbox.user = undefined
    }
    return progress
  }

  #user(mailbox: Mailbox): { readonly progress: Progress; readonly doubtful: boolean } {
    const part = this.#lexer.localPart()
    if (part.progress >= 0) mailbox.user = part.text
    return part
  }

  #host(mailbox: Mailbox): Progress {
    const { text, progress } = this.#lexer.domain()
    if (progress >= 0) mailbox.host = text
    return progress
  }
}

function emptyMailbox(): Mailbox {
  return { name: undefined, user: undefined, host: undefined, comment: '' }
}

const PLAIN_USER = /^(?!\.)(?!.*\.$)[^\0- "(),:;<>@[\\\]\x7f]+$/

function addressOf(mailbox: Mailbox, whole: string): HeaderAddress {
  const { name } = mailbox
  const user = mailbox.user === '' ? undefined : mailbox.user
  const host = mailbox.host === '' ? undefined : mailbox.host
  const comment = mailbox.comment === '' ? undefined : mailbox.comment
  if (user === undefined && host === undefined && comment === undefined && name !== undefined) {
    const lone = /^([^@ \t\n\r\f\v]+)@([^@ \t\n\r\f\v]+)$/.exec(name)
    if (lone && isPlausible(name) && isFqdnValid(idnToAscii(lone[2] ?? ''))) {
      return { phrase: undefined, address: name, user: lone[1], host: lone[2], comment }
    }
  }
  const address = user === undefined || host === undefined ? undefined : `${quoted(user)}@${host}`
  const phrase = name ?? comment ?? (address === undefined ? whole : undefined)
  return { phrase, address, user, host, comment }
}

function quoted(user: string): string {
  return PLAIN_USER.test(user) ? user : `"${user.replace(/["\\\r\n\t\0]/g, '\\$&')}"`
}
