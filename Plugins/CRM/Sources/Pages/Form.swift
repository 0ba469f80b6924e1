import PluginKit

/// The fields that a form of a page sent, as texts by their names; the first of a name counts.
struct Form: Sendable {
    let texts: [String: String]

    init(_ request: Request) {
        let items = FormText.items(request.body).map { ($0.name, $0.value.replacing("\r\n", with: "\n")) }
        texts = Dictionary(items, uniquingKeysWith: { first, _ in first }).filter { $0.key != "csrf_token" }
    }
}
