import Mustache

/// What a template can name: the host's own names first, so that no plugin's data can stand in for the CSRF token, then the data.
struct PageScope: MustacheParent {
    let host: [String: Any]
    let data: JSONValue

    func child(named name: String) -> Any? { host[name] ?? data.child(named: name) }
}
