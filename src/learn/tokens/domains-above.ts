/** What stands behind each dot of a name, as long as something stands before it. */
export function* domainsAbove(name: string): Generator<string> {
  let at = 0
  for (let dot = name.indexOf('.'); dot > at && dot + 1 < name.length; dot = name.indexOf('.', at)) {
    at = dot + 1
    yield name.slice(at)
  }
}
