/// Writes parameters and COPY fields: binary for types that are known, otherwise as text that the server reads.
enum ValueEncoder {
    static let text: Int32 = 0
    static let binary: Int32 = 1

    /// Appends a value that is not NULL; returns the format. `mayPrint` allows text, which COPY in binary form does not.
    static func encode(_ value: ValueView, typeOID: UInt32, into buffer: ByteBuffer, mayPrint: Bool) throws(EncodingProblem) -> Int32 {
        switch (value, typeOID) {
        case (.int(let number), TypeOID.int8): buffer.append(number)
        case (.int(let number), TypeOID.int4): buffer.append(try narrow(number, Int32.self, "integer"))
        case (.int(let number), TypeOID.int2): buffer.append(try narrow(number, Int16.self, "smallint"))
        case (.int(let number), TypeOID.oid): buffer.append(try narrow(number, UInt32.self, "oid"))
        case (.int(let number), TypeOID.float8): buffer.append(Double(number).bitPattern)
        case (.int(let number), TypeOID.float4): buffer.append(Float(number).bitPattern)
        case (.double(let number), TypeOID.float8): buffer.append(number.bitPattern)
        case (.double(let number), TypeOID.float4): buffer.append(Float(number).bitPattern)
        case (.bool(let flag), TypeOID.bool): buffer.append(UInt8(flag ? 1 : 0))
        case (.timestamp(let micros), TypeOID.timestamp), (.timestamp(let micros), TypeOID.timestamptz):
            buffer.append(try sinceEpoch(micros))
        case (.timestamp(let micros), TypeOID.date): buffer.append(try days(micros))
        case (.bytes(let bytes), TypeOID.bytea): buffer.append(bytes)
        case (.text(let bytes), TypeOID.json), (.json(let bytes), TypeOID.json): buffer.append(bytes)
        case (.text(let bytes), TypeOID.jsonb), (.json(let bytes), TypeOID.jsonb):
            buffer.append(UInt8(1))
            buffer.append(bytes)
        case (.text(let bytes), TypeOID.text), (.text(let bytes), TypeOID.varchar), (.text(let bytes), TypeOID.bpchar),
            (.text(let bytes), TypeOID.name), (.json(let bytes), TypeOID.text), (.decimal(let bytes), TypeOID.text):
            buffer.append(bytes)
        case _ where mayPrint: return try print(value, typeOID, into: buffer)
        default: try encodeForCopy(value, typeOID, into: buffer)
        }
        return binary
    }

    /// Types whose binary form must be made here, since COPY in binary form takes no text.
    private static func encodeForCopy(_ value: ValueView, _ typeOID: UInt32, into buffer: ByteBuffer) throws(EncodingProblem) {
        switch (value, typeOID) {
        case (.text(let text), TypeOID.uuid):
            guard let uuid = parseUUID(text) else { throw EncodingProblem(message: "expected a uuid") }
            buffer.append(uuid)
        case (.text(let text), TypeOID.inet), (.text(let text), TypeOID.cidr):
            guard let address = NetworkText.parse(text, isCIDR: typeOID == TypeOID.cidr) else {
                throw EncodingProblem(message: "expected an IP address")
            }
            buffer.append(address)
        case (.text(let text), TypeOID.numeric), (.decimal(let text), TypeOID.numeric):
            guard let numeric = NumericText.parse(text) else { throw EncodingProblem(message: "expected a decimal number") }
            buffer.append(numeric)
        case (.int(let number), TypeOID.numeric): try encodeForCopy(String(number), typeOID, into: buffer)
        case (.double(let number), TypeOID.numeric): try encodeForCopy("\(number)", typeOID, into: buffer)
        // Enums, citext and kin: their binary form is their text.
        case (.text(let bytes), _) where !isBuiltInOfOtherForm(typeOID): buffer.append(bytes)
        default: throw mismatch(value, typeOID)
        }
    }

    private static func encodeForCopy(_ text: String, _ typeOID: UInt32, into buffer: ByteBuffer) throws(EncodingProblem) {
        try ValueView.with(.decimal(text)) { (view) throws(EncodingProblem) in try encodeForCopy(view, typeOID, into: buffer) }
    }

    /// As text with a NUL at its end, which libpq wants.
    private static func print(_ value: ValueView, _ typeOID: UInt32, into buffer: ByteBuffer) throws(EncodingProblem) -> Int32 {
        switch value {
        case .text(let bytes), .decimal(let bytes), .json(let bytes):
            if case .text = value {} else if isBuiltInOfOtherForm(typeOID), typeOID != TypeOID.numeric { throw mismatch(value, typeOID) }
            guard !bytes.contains(0) else { throw EncodingProblem(message: "a text cannot hold the character NUL") }
            buffer.append(bytes)
        case .int(let number):
            guard typeOID == TypeOID.numeric || !isBuiltInOfOtherForm(typeOID) else { throw mismatch(value, typeOID) }
            buffer.append("\(number)")
        case .double(let number):
            guard typeOID == TypeOID.numeric || !isBuiltInOfOtherForm(typeOID) else { throw mismatch(value, typeOID) }
            buffer.append(number.isNaN ? "NaN" : number == .infinity ? "Infinity" : number == -.infinity ? "-Infinity" : "\(number)")
        case .null, .bool, .timestamp, .bytes: throw mismatch(value, typeOID)
        }
        buffer.append(UInt8(0))
        return text
    }

    private static func narrow<Number: FixedWidthInteger>(
        _ number: Int64, _ type: Number.Type, _ name: String
    ) throws(EncodingProblem) -> Number {
        guard let narrow = Number(exactly: number) else {
            throw EncodingProblem(message: "\(number) is out of range for \(name) (\(Number.min) to \(Number.max))")
        }
        return narrow
    }

    private static func sinceEpoch(_ micros: Int64) throws(EncodingProblem) -> Int64 {
        if micros == .min || micros == .max { return micros }
        let (shifted, overflow) = micros.subtractingReportingOverflow(TypeOID.epochMicros)
        guard !overflow else { throw EncodingProblem(message: "\(micros) µs is out of range for a timestamp") }
        return shifted
    }

    private static func days(_ micros: Int64) throws(EncodingProblem) -> Int32 {
        if micros == .min { return .min }
        if micros == .max { return .max }
        let floor = micros >= 0 ? micros / TypeOID.microsPerDay : (micros + 1) / TypeOID.microsPerDay - 1
        return try narrow(floor - TypeOID.epochDays, Int32.self, "date")
    }

    private static func parseUUID(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
        let digits = text.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
        guard digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 32, by: 2) {
            guard let high = hexDigit(digits[index]), let low = hexDigit(digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func isBuiltInOfOtherForm(_ typeOID: UInt32) -> Bool {
        switch ColumnDecoding(typeOID: typeOID) {
        case .printed: false
        default: true
        }
    }

    private static func mismatch(_ value: ValueView, _ typeOID: UInt32) -> EncodingProblem {
        EncodingProblem(message: "expected \(typeName(typeOID)), got \(value.kind)")
    }

    private static func typeName(_ typeOID: UInt32) -> String {
        switch ColumnDecoding(typeOID: typeOID) {
        case .bool: "a boolean"
        case .int2, .int4, .int8, .oid: "an integer"
        case .float4, .float8: "a number"
        case .timestamp: "a timestamp"
        case .date: "a date"
        case .text, .uuid, .network: "a text"
        case .bytea: "bytes"
        case .json, .jsonb: "JSON"
        case .numeric: "a decimal"
        case .printed: "a text for the type with OID \(typeOID)"
        }
    }
}

extension ByteBuffer {
    func append(_ text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }
}
