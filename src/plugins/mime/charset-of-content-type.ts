/** The charset a Content-Type header names, quotes removed; undefined when it names none (get_charset_from_ct_line). */
export function charsetOfContentType(value: string): string | undefined {
  return (
    /charset="([^"]+)"/i.exec(value)?.[1] ??
    /charset='([^']+)'/i.exec(value)?.[1] ??
    /charset=([^ \t\n\r\f\v]+)/i.exec(value)?.[1]
  )
}
