/// Writes small shared objects, so that the reader is tested on every form without a compiler.
struct ElfBuilder {
    var machine: UInt16 = 62
    var type: UInt16 = 3
    /// Name → (bytes, is defined, is global).
    var symbols: [(name: String, content: [UInt8], isDefined: Bool, isGlobal: Bool)] = []

    /// The first bytes of an entry as the contract has them.
    static func entry(magic: UInt64 = 0x5453_4E49_4853_4148, major: UInt32 = 1, minor: UInt32 = 0, size: UInt32 = 32) -> [UInt8] {
        bytes(magic) + bytes(major) + bytes(minor) + bytes(size) + bytes(UInt32(0)) + bytes(UInt64(0))
    }

    /// A library as the host wants it.
    static func good(_ entry: [UInt8] = entry(), machine: UInt16 = 62, others: [String] = []) -> [UInt8] {
        var builder = ElfBuilder(machine: machine)
        builder.symbols = [("malloc", [], false, true), ("local_helper", [1], true, false), ("hashinsight_plugin", entry, true, true)]
        builder.symbols += others.map { ($0, [1, 2, 3, 4], true, true) }
        return builder.build()
    }

    static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<(Number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
    }

    /// Headers, symbol table, names, hash table, dynamic segment, contents; one segment maps all at address 0.
    func build() -> [UInt8] {
        var strings: [UInt8] = [0]
        var table = [UInt8](repeating: 0, count: 24)
        let symbolStart = 64 + 2 * 56
        let count = symbols.count + 1
        let contentStart = symbolStart + count * 24
        var contents: [UInt8] = []
        for symbol in symbols {
            let value = symbol.isDefined ? UInt64(contentStart + contents.count) : 0
            table += Self.bytes(UInt32(strings.count)) + [symbol.isGlobal ? 0x11 : 0x01, 0] + Self.bytes(UInt16(symbol.isDefined ? 5 : 0))
            table += Self.bytes(value) + Self.bytes(UInt64(symbol.content.count))
            strings += Array(symbol.name.utf8) + [0]
            contents += symbol.content
        }
        let stringStart = contentStart + contents.count
        let hashStart = stringStart + strings.count
        let hash = Self.bytes(UInt32(1)) + Self.bytes(UInt32(count)) + Self.bytes(UInt32(0)) + [UInt8](repeating: 0, count: count * 4)
        let dynamicStart = hashStart + hash.count
        var dynamic: [UInt8] = []
        for (tag, value) in [(4, hashStart), (5, stringStart), (6, symbolStart), (10, strings.count), (0, 0)] {
            dynamic += Self.bytes(UInt64(tag)) + Self.bytes(UInt64(value))
        }
        let total = dynamicStart + dynamic.count
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 9)
        header += Self.bytes(type) + Self.bytes(machine) + Self.bytes(UInt32(1)) + Self.bytes(UInt64(0)) + Self.bytes(UInt64(64))
        header += Self.bytes(UInt64(0)) + Self.bytes(UInt32(0)) + Self.bytes(UInt16(64)) + Self.bytes(UInt16(56)) + Self.bytes(UInt16(2))
        header += [UInt8](repeating: 0, count: 6)
        func segment(_ kind: UInt32, _ offset: Int, _ size: Int) -> [UInt8] {
            Self.bytes(kind) + Self.bytes(UInt32(4)) + [offset, offset, offset, size, size, 8].flatMap { Self.bytes(UInt64($0)) }
        }
        return header + segment(1, 0, total) + segment(2, dynamicStart, dynamic.count) + table + contents + strings + hash + dynamic
    }
}
