internal import FoundationEssentials

/// Files of JSON that are read only in the one form in which they would be written: names in alphabetical order, no space, one text for each
/// run of bytes. Two programs can never read one in two ways, and any changed bit shows.
enum OneForm {
    /// What every file has; read before the rest, so that a newer file is told as such.
    struct Head: Decodable {
        let format: String
        let version: Int
    }

    /// Reads a file. Throws ``EthereumFault``.
    /// - Parameters:
    ///   - name: Of the file, for messages.
    ///   - read: Makes the value, by the file's head, from the decoder and the bytes.
    ///   - write: The value's text.
    static func read<Value>(
        _ json: some Collection<UInt8>, _ name: String, _ read: (Head, JSONDecoder, Data) throws -> Value, write: (Value) throws -> String
    ) throws -> Value {
        var bytes = Array(json)
        // Editors end a file with a line end.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        let value: Value
        do {
            let (decoder, data) = (JSONDecoder(), Data(bytes))
            value = try read(decoder.decode(Head.self, from: data), decoder, data)
        } catch let problem as DecodingError {
            throw EthereumFault(.proofMalformed, "\(name): \(problem.place)")
        }
        guard Array(try write(value).utf8) == bytes else {
            throw EthereumFault(
                .proofMalformed,
                "\(name): it is not in its one form (names in alphabetical order and each once, no other names, no space, each text as it would be written)"
            )
        }
        return value
    }

    /// The text of a file, without a line end.
    static func text(_ file: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(file), as: UTF8.self)
    }
}
