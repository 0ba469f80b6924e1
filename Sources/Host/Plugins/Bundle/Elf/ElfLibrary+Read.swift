extension ElfLibrary {
    /// Reads a library's bytes. Every offset and length is checked; time grows with the size of the symbol table only.
    ///
    /// - Throws: `ElfError` that says what was expected.
    package init(_ bytes: [UInt8]) throws(ElfError) {
        let image = ElfImage(bytes)
        guard bytes.count >= 64, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { throw ElfError("not an ELF file") }
        guard bytes[4] == 2, bytes[5] == 1 else { throw ElfError("not a 64-bit little-endian ELF file") }
        let type: UInt16 = try image.number(16, "type")
        guard type == 3 else { throw ElfError("not a shared object: e_type is \(type), expected 3 (ET_DYN)") }
        let code: UInt16 = try image.number(18, "machine")
        guard let machine = Machine(rawValue: code) else {
            throw ElfError("built for another processor: e_machine is \(code), expected 62 (x86-64) or 183 (AArch64)")
        }
        let segments = try image.segments()
        guard let dynamic = segments.first(where: { $0.type == 2 }) else { throw ElfError("has no dynamic segment") }
        let table = try image.dynamicTable(dynamic)
        guard let symbols = table[6]?.first, let strings = table[5]?.first, let stringBytes = table[10]?.first else {
            throw ElfError("its dynamic segment lacks DT_SYMTAB, DT_STRTAB or DT_STRSZ")
        }
        let loads = segments.filter { $0.type == 1 }
        let text = try image.range(strings, stringBytes, loads, "string table")
        let count = try image.symbolCount(hash: table[4]?.first, gnuHash: table[0x6FFF_FEF5]?.first, loads)
        let symbolStart = try image.range(symbols, UInt64(count) * 24, loads, "symbol table").lowerBound
        var exports: [Symbol] = []
        for index in 0..<count {
            let place = symbolStart + index * 24
            let info = bytes[place + 4]
            let visibility = bytes[place + 5] & 3
            let section: UInt16 = try image.number(place + 6, "symbol")
            guard section != 0, [1, 2, 10].contains(info >> 4), visibility == 0 || visibility == 3 else { continue }
            let name: UInt32 = try image.number(place, "symbol")
            let value: UInt64 = try image.number(place + 8, "symbol")
            let size: UInt64 = try image.number(place + 16, "symbol")
            let found = try? image.range(value, size, loads, "symbol")
            exports.append(
                Symbol(name: try image.string(name, in: text), fileOffset: found?.lowerBound, size: Int(clamping: size)))
        }
        var needed: [String] = []
        for offset in table[1] ?? [] {
            needed.append(try image.string(UInt32(truncatingIfNeeded: min(offset, UInt64(UInt32.max))), in: text))
        }
        self.init(machine: machine, exports: exports.sorted { $0.name < $1.name }, needed: needed)
    }
}
