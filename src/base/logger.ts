// What every program here says on its way, in SpamAssassin's form: a level, and a text that begins with the name of the
// area it comes from (`spamd: server pid: 7`). Scripts read these lines. Pure but for the sinks it is given.

export type LogLevel = 'dbg' | 'info' | 'warn' | 'error'

/** Where finished lines go. */
export interface LogSink {
  write(level: LogLevel, line: string, time: Date): void
  close?(): void
}

/** Which areas may say how much: `-D` with its list of areas. */
export class DebugAreas {
  readonly #areas = new Map<string, boolean>()
  readonly #level: 'warn' | 'info' | 'dbg'

  /** Reads `all`, `info` or a list of areas, some of them refused (`all,norules`); undefined for none at all. */
  constructor(areas: string | undefined) {
    for (const area of (areas ?? '').split(',')) {
      const found = /^(no)?(\S+)$/i.exec(area)
      if (found?.[2] !== undefined) this.#areas.set(found[2], found[1] === undefined)
    }
    const names = [...this.#areas.keys()]
    if (names.length === 0) this.#level = 'warn'
    else this.#level = names.some((name) => name !== 'info') ? 'dbg' : 'info'
  }

  get infoOn(): boolean {
    return this.#level !== 'warn'
  }

  /** Whether any area may say what it does. */
  get debugOn(): boolean {
    return this.#level === 'dbg'
  }

  debugs(area: string): boolean {
    return this.debugOn && (this.#areas.get(area) ?? this.#areas.get('all') ?? false)
  }
}

// From so many equal lines on, the rest are only counted.
const REPEATS_SHOWN = 10

/** Writes lines to all its sinks; equal lines in a row are told in short. */
export class Logger {
  readonly areas: DebugAreas
  readonly #sinks: Map<string, LogSink>
  #last = ''
  #lastLevel: LogLevel = 'dbg'
  #lastTime = new Date(0)
  #repeats = 0

  constructor(areas: DebugAreas, sinks: ReadonlyMap<string, LogSink>) {
    this.areas = areas
    this.#sinks = new Map(sinks)
  }

  add(name: string, sink: LogSink): void {
    this.#sinks.set(name, sink)
  }

  remove(name: string): void {
    this.#sinks.get(name)?.close?.()
    this.#sinks.delete(name)
  }

  /** Detail, said only where the area was asked for. */
  dbg(area: string, text: string): void {
    if (this.areas.debugs(area)) this.log('dbg', `${area}: ${text}`)
  }

  info(line: string): void {
    if (this.areas.infoOn) this.log('info', line)
  }

  warn(line: string): void {
    this.log('warn', line)
  }

  error(line: string): void {
    this.log('error', line)
  }

  log(level: LogLevel, text: string): void {
    const message = text.replace(/[\r\n]+$/, '')
    const time = new Date()
    if (message === this.#last) {
      this.#repeats++
      this.#lastTime = time
      if (this.#repeats >= REPEATS_SHOWN) return
    } else {
      this.#tellRepeats()
      this.#last = message
      this.#lastLevel = level
    }
    this.#write(level, message, time)
  }

  close(): void {
    this.#tellRepeats()
    for (const name of [...this.#sinks.keys()]) this.remove(name)
  }

  #tellRepeats(): void {
    const times = this.#repeats - (REPEATS_SHOWN - 1)
    this.#repeats = 0
    if (times < 1) return
    this.#write(
      this.#lastLevel,
      times > 1 ? `${this.#last} [... logline repeated ${times} times]` : this.#last,
      this.#lastTime,
    )
  }

  #write(level: LogLevel, message: string, time: Date): void {
    for (const [i, line] of message.split('\n').entries()) {
      const marked = i === 0 ? line : line.replace(/^([^:]+?):/, '$1: [...]')
      for (const sink of this.#sinks.values()) sink.write(level, marked, time)
    }
  }
}
