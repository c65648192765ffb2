/** The version of SpamAssassin whose answers these are. */
export const SPAMASSASSIN_VERSION = '4.0.1'

/** `Node.js 24.21.0`, where SpamAssassin names its Perl. */
export const RUNTIME = `Node.js ${process.versions.node}`
