/// What an order to many miners writes as the user of a pool: a text with placeholders, which each miner fills with what is its own, so that
/// the pool tells them apart. Pure.
enum WorkerName {
    /// What stands between braces, and how long it is at most.
    static let longest: [(name: String, length: Int)] = [("serial", 100), ("address", 45), ("id", 19)]

    /// All of them, as a person writes them.
    static var placeholders: String { longest.map { "{\($0.name)}" }.joined(separator: ", ") }

    /// The name for one miner. Braces with something else between them, which a pool's own user may have, stay.
    static func filled(_ text: String, serialNumber: String, address: String, id: Int64) -> String {
        guard text.contains("{") else { return text }
        var name = ""
        for piece in pieces(text) {
            switch piece {
            case .text(let text): name += text
            case .placeholder("serial"): name += plain(serialNumber, otherwise: "_")
            case .placeholder("address"): name += plain(address, otherwise: "x")
            case .placeholder("id"): name += String(id)
            case .placeholder(let other): name += "{\(other)}"
            }
        }
        return name
    }

    /// What is between braces and is no placeholder, or a brace without its other; nil if there is nothing of the kind.
    static func unknown(in text: String) -> String? {
        for piece in pieces(text) {
            switch piece {
            case .text(let text): if let brace = text.first(where: { $0 == "{" || $0 == "}" }) { return String(brace) }
            case .placeholder(let name): if !longest.contains(where: { $0.name == name }) { return "{\(name)}" }
            }
        }
        return nil
    }

    /// How many characters the name can have, whatever the miner.
    static func mostCharacters(_ text: String) -> Int {
        pieces(text).reduce(0) { sum, piece in
            switch piece {
            case .text(let text): sum + text.count
            case .placeholder(let name): sum + (longest.first { $0.name == name }?.length ?? name.count + 2)
            }
        }
    }

    private enum Piece {
        case text(String)
        case placeholder(String)
    }

    private static func pieces(_ text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
            pieces.append(.placeholder(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }

    /// A pool takes a dot for the end of the account's name, and many take nothing but letters, digits, dash and underline.
    private static func plain(_ text: String, otherwise filler: Character) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "-" || $0 == "_" ? $0 : filler })
    }
}
