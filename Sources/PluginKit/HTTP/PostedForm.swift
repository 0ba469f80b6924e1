/// What a form of a page sent. Pure.
public struct PostedForm: Sendable {
    private let items: [(name: String, value: String)]

    private static let mostBytes = 65_536

    /// Reads the body of a request. One of more than 64 KiB is no form of these pages, and reads as one without fields.
    public init(_ request: Request) {
        let body = request.body
        self.init(body.count <= Self.mostBytes ? body : [])
    }

    /// Reads the body of a request. Throws `.invalidArgument` for one that is longer than `bytes`.
    public init(_ request: Request, atMost bytes: Int) throws(PluginError) { self.init(try request.body(atMost: bytes)) }

    /// Reads the body of a form.
    public init(_ body: some Collection<UInt8>) { items = QueryString.items(body) }

    /// The first text of a name without spaces around it; nil if it is empty or not there.
    public subscript(_ name: String) -> String? {
        guard let text = items.first(where: { $0.name == name })?.value.trimmingSpaces, !text.isEmpty else { return nil }
        return text
    }

    /// The first text of each name without spaces around it.
    public var texts: [String: String] {
        Dictionary(items.map { ($0.name, $0.value.trimmingSpaces) }, uniquingKeysWith: { first, _ in first })
    }

    /// The first text of each name as it came, but for the form's own token. Browsers end lines with two characters, records with one.
    public var verbatimTexts: [String: String] {
        Dictionary(items.map { ($0.name, Self.plainLines($0.value)) }, uniquingKeysWith: { first, _ in first }).filter {
            $0.key != "csrf_token"
        }
    }

    private static func plainLines(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(13) else { return text }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        for (index, byte) in bytes.enumerated() {
            let isFirstOfTwo = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
            if !isFirstOfTwo { plain.append(byte) }
        }
        return String(decoding: plain, as: UTF8.self)
    }

    /// Every text of a name, as check boxes send them.
    public func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The fields as the JSON that the API takes: texts, and numbers where `numbers` names them and they are some. Blank fields are left out.
    public func json(_ names: [String], numbers: Set<String> = []) throws(PluginError) -> JSONValue {
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
