import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'

/** A program that turns a document into text, as the configuration names it. */
export interface Program {
  /** The program and its arguments; `{}` in them stands for the file of the document. */
  readonly command: readonly string[]
  readonly environment: ReadonlyMap<string, string>
}

/** What became of a run. `output` is latin1 text, cut where it grew too long; whole blocks of it where the time was over. */
export interface ProgramResult {
  readonly outcome: 'done' | 'timeout' | 'failed'
  readonly output: string
  /** Why it failed: the first line it complained with, or how it ended. */
  readonly complaint: string
}

/** Body rules see 50,000 chars of a part by default; no text needs more than this. */
const MAX_OUTPUT = 4 << 20
const BLOCK = 8192
const MAX_COMPLAINT = 4096
/** Variables that change what a shell script does, which some of these programs are (Util::clean_path_in_taint_mode). */
const UNSAFE_VARIABLES = ['BASH_ENV', 'CDPATH', 'ENV', 'IFS', 'NODE_OPTIONS']

/**
 * Runs a program over a document, without a shell. It and all that it started are killed when the time is over or it says
 * too much. The document lies in a folder of its own that only this user can read, for as long as the program runs.
 */
export async function runProgram(program: Program, document: string, timeoutMs: number): Promise<ProgramResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'assay-document-'))
  try {
    const file = path.join(folder, 'document')
    await writeFile(file, bytesFromLatin1(document), { mode: 0o600 })
    return await run(program, file, timeoutMs)
  } catch (error) {
    return { outcome: 'failed', output: '', complaint: (error as Error).message } // file system calls throw Error
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run({ command, environment }: Program, file: string, timeoutMs: number): Promise<ProgramResult> {
  const [name = '', ...args] = command.map((word) => word.replace('{}', () => file))
  const env: NodeJS.ProcessEnv = { ...process.env }
  for (const variable of UNSAFE_VARIABLES) delete env[variable]
  Object.assign(env, Object.fromEntries(environment))
  return new Promise((resolve) => {
    const child = spawn(name, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const output = collector(MAX_OUTPUT)
    const complaint = collector(MAX_COMPLAINT)
    let ended = false
    const end = (outcome: ProgramResult['outcome'], why: string): void => {
      if (ended) return
      ended = true
      clearTimeout(timer)
      if (child.exitCode === null && child.signalCode === null) killGroup(child.pid)
      child.stdout.destroy()
      child.stderr.destroy()
      const said = complaint.text().split('\n', 1)[0] ?? ''
      resolve({
        outcome,
        output: outcome === 'timeout' ? wholeBlocks(output.text()) : output.text(),
        complaint: said === '' ? why : said,
      })
    }
    const timer = setTimeout(() => end('timeout', `no end within ${timeoutMs} ms`), timeoutMs)
    child.stdout.on('data', (piece: Buffer) => {
      if (!output.add(piece)) end('done', '')
    })
    child.stderr.on('data', (piece: Buffer) => complaint.add(piece))
    child.on('error', (error) => end('failed', error.message))
    child.on('close', (code, signal) => {
      if (code === 0) end('done', '')
      else end('failed', code === null ? `killed by ${signal}` : `exit status ${code}`)
    })
  })
}

/** Keeps the first bytes of what comes; `add` answers whether more is wanted. */
function collector(limit: number) {
  const pieces: Uint8Array[] = []
  let left = limit
  return {
    add(piece: Uint8Array): boolean {
      pieces.push(piece.subarray(0, left))
      left -= Math.min(left, piece.length)
      return left > 0
    },
    text: () => latin1FromBytes(Buffer.concat(pieces)),
  }
}

/** SpamAssassin reads in blocks, and loses the one it waits for when the time is over. */
function wholeBlocks(text: string): string {
  return text.slice(0, text.length - (text.length % BLOCK))
}

/** The program leads a process group of its own, which takes what it started with it. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // All of them have ended.
  }
}
