package import Crypto
import Foundation

/// The content of `signature.json`: a list of files and an Ed25519 signature over its canonical form.
package struct BundleSignature: Sendable {
    /// What was signed. Says nothing about what is on the disk.
    package let list: BundleFileList
    /// As in ``TrustedKey/id``.
    package let keyId: String
    /// 64 bytes.
    package let signature: [UInt8]

    static let algorithm = "ed25519"
    static let form = 1

    /// Signs a list.
    package init(signing list: BundleFileList, with key: Curve25519.Signing.PrivateKey) throws {
        self.list = list
        keyId = TrustedKey.id(of: key.publicKey)
        signature = Array(try key.signature(for: Data(list.canonical.utf8)))
    }

    /// Reads `signature.json`; its bytes may be anything.
    /// - Throws: `BundleIssue`, for the file.
    package init(reading bytes: [UInt8]) throws(BundleIssue) {
        func wrong(_ message: String) -> BundleIssue { BundleIssue(path: BundleContents.signatureName, message: message) }
        guard bytes.count <= BundleContents.maximumSignatureBytes else {
            throw wrong("has \(bytes.count) bytes, expected at most \(BundleContents.maximumSignatureBytes)")
        }
        let document: JSONValue
        do throws(JSONSyntaxError) { document = try JSONValue.parse(bytes, maximumDepth: 4) } catch { throw wrong(error.description) }
        guard let members = document.objectValue else { throw wrong("expected an object, found \(document.kindName)") }
        let known = ["format", "algorithm", "key_id", "files", "signature"]
        if let name = members.keys.sorted().first(where: { !known.contains($0) }) { throw wrong("has an unknown member '\(name)'") }
        guard members["format"]?.integerValue == Int64(Self.form) else { throw wrong("expected format \(Self.form)") }
        guard members["algorithm"]?.stringValue == Self.algorithm else { throw wrong("expected algorithm \(Self.algorithm)") }
        guard let keyId = members["key_id"]?.stringValue, keyId.wholeMatch(of: /[0-9a-f]{16}/) != nil else {
            throw wrong("expected key_id of 16 hex digits")
        }
        // One spelling only: base64 with other last bits would be another file that says the same.
        guard let text = members["signature"]?.stringValue, let data = Data(base64Encoded: text), data.count == 64,
            data.base64EncodedString() == text
        else { throw wrong("expected signature of 64 bytes in base64") }
        guard let elements = members["files"]?.arrayValue, elements.count <= BundleContents.maximumFiles else {
            throw wrong("expected files, a list of at most \(BundleContents.maximumFiles)")
        }
        var files: [BundleFile] = []
        for (number, element) in elements.enumerated() {
            guard let file = BundleFile(signed: element) else {
                throw wrong("files[\(number)]: expected path, sha256, size and executable, and a path inside the bundle")
            }
            if let last = files.last, !last.path.utf8.lexicographicallyPrecedes(file.path.utf8) {
                throw wrong("files[\(number)]: expected the list sorted by path, each path once")
            }
            files.append(file)
        }
        list = BundleFileList(files)
        self.keyId = keyId
        signature = Array(data)
    }

    /// Whether the signature is the key's, and over this list.
    package func isValid(for key: TrustedKey) -> Bool {
        key.id == keyId && key.key.isValidSignature(signature, for: Data(list.canonical.utf8))
    }

    /// The file's bytes: one JSON document, a line for each file.
    package var bytes: [UInt8] {
        func quoted(_ text: String) -> String { JSONValue.string(text).text }
        let lines = list.files.map {
            "    {\"path\": \(quoted($0.path)), \"size\": \($0.sizeBytes), \"executable\": \($0.isExecutable), \"sha256\": \"\($0.sha256)\"}"
        }
        return Array(
            """
            {
              "format": \(Self.form),
              "algorithm": "\(Self.algorithm)",
              "key_id": "\(keyId)",
              "files": [
            \(lines.joined(separator: ",\n"))
              ],
              "signature": "\(Data(signature).base64EncodedString())"
            }

            """.utf8)
    }
}

extension BundleFile {
    /// An element of a signature's list; nil if it is not exactly one.
    fileprivate init?(signed value: JSONValue) {
        guard let members = value.objectValue, members.count == 4, let path = members["path"]?.stringValue,
            BundleFileList.problem(ofPath: path) == nil, let size = members["size"]?.integerValue, size >= 0,
            size <= BundleContents.maximumBytes, let isExecutable = members["executable"]?.boolValue,
            let sha256 = members["sha256"]?.stringValue, sha256.wholeMatch(of: /[0-9a-f]{64}/) != nil
        else { return nil }
        self.init(path: path, sizeBytes: Int(size), sha256: sha256, isExecutable: isExecutable)
    }
}
