internal import FoundationEssentials

/// What the files of all versions have in common.
enum NotaryProofFile {
    static let format = "hashinsight-notary-proof"

    /// Read before the rest, so that a newer file is told as such.
    struct Head: Decodable {
        let format: String
        let version: Int
    }
}

extension NotaryProof {
    /// Reads a proof of version 1 or 2. It has to be written in its one form (names in alphabetical order, no space, one text for each
    /// run of bytes), so that two programs can never read it in two ways and any changed bit shows.
    package init(json: some Collection<UInt8>) throws {
        var bytes = Array(json)
        // Editors end a file with a line end.
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        do {
            let (decoder, data) = (JSONDecoder(), Data(bytes))
            let head = try decoder.decode(NotaryProofFile.Head.self, from: data)
            switch (head.format, head.version) {
            case (NotaryProofFile.format, 1): try self.init(decoder.decode(NotaryProofFile1.self, from: data))
            case (NotaryProofFile.format, 2): try self.init(decoder.decode(NotaryProofFile2.self, from: data))
            default:
                throw EthereumFault(
                    .proofUnsupported,
                    "\(head.format.prefix(40)) of version \(head.version): \(NotaryProofFile.format) of version 1 and 2 is known")
            }
        } catch let problem as DecodingError {
            throw EthereumFault(.proofMalformed, "proof: \(problem.place)")
        }
        guard Array(try self.json.utf8) == bytes else {
            throw EthereumFault(
                .proofMalformed,
                "proof: it is not in its one form (names in alphabetical order and each once, no other names, no space, each text as it would be written)"
            )
        }
    }

    /// The proof's text in its one form; of version 2, but for a proof that was read from a file of version 1.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let data =
                if let told = place.told { try encoder.encode(NotaryProofFile1(self, told)) } else {
                    try encoder.encode(NotaryProofFile2(self))
                }
            return String(decoding: data, as: UTF8.self)
        }
    }
}
