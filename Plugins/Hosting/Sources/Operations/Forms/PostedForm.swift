import PluginKit

/// What a form of a page sent. Pure.
struct PostedForm: Sendable {
    private let items: [(name: String, value: String)]

    /// Reads the body of a request. A longer one than `mostBytes` is no form of these pages, and reads as one without fields.
    init(_ request: Request, mostBytes: Int = 65_536) {
        let body = request.body
        self.init(body.count <= mostBytes ? body : [])
    }

    /// Reads the body of a form.
    init(_ body: some Collection<UInt8>) { items = QueryString.items(body) }

    /// The first text of a name without spaces around it; nil if it is empty or not there.
    subscript(_ name: String) -> String? {
        guard let text = items.first(where: { $0.name == name })?.value.trimmingSpaces, !text.isEmpty else { return nil }
        return text
    }

    /// The first text of a name as it came.
    func verbatim(_ name: String) -> String { items.first { $0.name == name }?.value ?? "" }

    /// The first text of each name without spaces around it.
    var texts: [String: String] {
        Dictionary(items.map { ($0.name, $0.value.trimmingSpaces) }, uniquingKeysWith: { first, _ in first })
    }

    /// Every text of a name, as check boxes send them.
    func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The fields as the JSON that the API takes: texts, and numbers where `numbers` names them and they are some. Blank fields are left out.
    func json(_ names: [String], numbers: Set<String> = []) throws(PluginError) -> JSONValue {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            for name in names {
                guard let text = self[name] else { continue }
                if numbers.contains(name), let number = Double(text), number.isFinite {
                    if let whole = Int64(exactly: number) { json.field(name, whole) } else { json.field(name, number) }
                } else {
                    json.field(name, text)
                }
            }
        }
        return try JSONValue(parsing: json.bytes)
    }
}
