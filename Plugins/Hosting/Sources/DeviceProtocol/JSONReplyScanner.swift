/// Reads a reply in JSON, and in what firmwares take for JSON, from its first byte to its last in one pass.
///
/// Commas are taken for blanks, so missing, doubled, leading and trailing ones do no harm. Control characters and any bytes may stand
/// in strings. Unknown words are skipped. What was cut off at the end is left out, never guessed: a number that touches the end is no number.
struct JSONReplyScanner {
    private static let depthLimit = 60

    private let bytes: UnsafeBufferPointer<UInt8>
    private let table = ReplyNameTable.shared
    private var position = 0
    private var depth = 0
    /// One bit a level: set where a list is open.
    private var listLevels: UInt64 = 0
    private var pendingKey: ReplyKey?
    /// What had to be tolerated.
    private(set) var quirks: ReplyQuirks = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// Reads everything. Objects left open at the end are closed.
    mutating func scan<Sink: ReplyEventSink>(into sink: inout Sink) {
        var sawRoot = false
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case 0...0x20, UInt8(ascii: ","), UInt8(ascii: ":"):
                position += 1
            case UInt8(ascii: "\""):
                scanString(into: &sink, afterRoot: sawRoot)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard depth < JSONReplyScanner.depthLimit else {
                    quirks.insert(.tooDeep)
                    sink.cutOff()
                    closeAll(&sink)
                    return
                }
                open(isList: byte == UInt8(ascii: "["), into: &sink)
                sawRoot = true
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                position += 1
                pendingKey = nil
                close(isList: byte == UInt8(ascii: "]"), into: &sink)
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                scanNumber(into: &sink)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                scanWord(into: &sink)
            default:
                quirks.insert(.garbage)
                position += 1
            }
        }
        if depth > 0 { quirks.insert(.truncated) }
        if quirks.contains(.truncated) { sink.cutOff() }
        closeAll(&sink)
    }

    private mutating func open<Sink: ReplyEventSink>(isList: Bool, into sink: inout Sink) {
        position += 1
        sink.open(takeKey(), isList: isList)
        depth += 1
        listLevels = isList ? listLevels | (1 << UInt64(depth)) : listLevels & ~(1 << UInt64(depth))
    }

    private mutating func close<Sink: ReplyEventSink>(isList: Bool, into sink: inout Sink) {
        // A bracket that fits no open level belongs to nothing; one that fits an outer level closes what was forgotten.
        var level = depth
        while level > 0, (listLevels >> UInt64(level) & 1 == 1) != isList { level -= 1 }
        guard level > 0 else {
            quirks.insert(depth == 0 ? .garbage : .mismatchedBrackets)
            return
        }
        if level != depth { quirks.insert(.mismatchedBrackets) }
        while depth >= level {
            sink.close()
            depth -= 1
        }
    }

    private mutating func closeAll<Sink: ReplyEventSink>(_ sink: inout Sink) {
        while depth > 0 {
            sink.close()
            depth -= 1
        }
    }

    private mutating func takeKey() -> ReplyKey {
        defer { pendingKey = nil }
        return pendingKey ?? .none
    }

    private mutating func emit<Sink: ReplyEventSink>(_ value: ReplyValue, into sink: inout Sink) {
        sink.value(takeKey(), value)
    }

    private mutating func scanString<Sink: ReplyEventSink>(into sink: inout Sink, afterRoot: Bool) {
        // A copy on the stack: the loop then reads no member of self.
        let bytes = self.bytes
        let start = position + 1
        var end = start
        var hasEscapes = false
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
            if bytes[end] == UInt8(ascii: "\\") {
                hasEscapes = true
                end += 1
            }
            end += 1
        }
        guard end < bytes.count else {
            // After the root this is a stray quote; inside, the string was cut off and its value is unknown.
            position = bytes.count
            if depth > 0 || !afterRoot { quirks.insert(.truncated) } else { quirks.insert(.garbage) }
            return
        }
        position = end + 1
        let text = ReplyText(bytes: UnsafeBufferPointer(rebasing: bytes[start..<end]), hasEscapes: hasEscapes)
        if isColonNext() {
            if depth == 0 { quirks.insert(.headless) }
            if depth > 0, listLevels >> UInt64(depth) & 1 == 1 { quirks.insert(.mismatchedBrackets) }
            pendingKey = table.key(text.bytes)
        } else {
            emit(.text(text), into: &sink)
        }
    }

    private mutating func isColonNext() -> Bool {
        var ahead = position
        while ahead < bytes.count, bytes[ahead] <= 0x20, bytes[ahead] != 0 { ahead += 1 }
        guard ahead < bytes.count, bytes[ahead] == UInt8(ascii: ":") else { return false }
        position = ahead + 1
        return true
    }

    private mutating func scanNumber<Sink: ReplyEventSink>(into sink: inout Sink) {
        let start = position
        guard let number = ReplyNumber.parse(bytes, at: &position) else {
            position = start + 1
            quirks.insert(.garbage)
            return
        }
        guard position < bytes.count || depth == 0 else {
            quirks.insert(.truncated)
            return
        }
        emit(.number(number), into: &sink)
    }

    private mutating func scanWord<Sink: ReplyEventSink>(into sink: inout Sink) {
        let start = position
        if let number = ReplyNumber.parse(bytes, at: &position) {
            emit(.number(number), into: &sink)
            return
        }
        while position < bytes.count, isWordByte(bytes[position]) { position += 1 }
        let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
        // A key that lost its opening quote: `""temp0":31`.
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            let quote = position
            position += 1
            if isColonNext() {
                pendingKey = table.key(word)
                return
            }
            position = quote
        }
        let text = ReplyText(bytes: word, hasEscapes: false)
        if text.equals("true") {
            emit(.bool(true), into: &sink)
        } else if text.equals("false") {
            emit(.bool(false), into: &sink)
        } else if text.equals("null") || text.equals("none") {
            emit(.null, into: &sink)
        } else {
            quirks.insert(position == bytes.count && depth > 0 ? .truncated : .garbage)
            pendingKey = nil
        }
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: " "), UInt8(ascii: "%"):
            true
        default: false
        }
    }
}
