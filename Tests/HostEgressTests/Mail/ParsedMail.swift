import Foundation
import TestSupport

/// What Python's email package, which shares nothing with the composer, reads in a mail.
struct ParsedMail: Decodable, Sendable {
    struct Person: Decodable, Sendable, Equatable {
        let name: String
        let address: String
    }

    struct Part: Decodable, Sendable, Equatable {
        let type: String
        let charset: String?
        let disposition: String?
        let fileName: String?
        /// Base64.
        let content: String

        var bytes: [UInt8] { Data(base64Encoded: content).map { [UInt8]($0) } ?? [] }
    }

    let headers: [String]
    let from: [Person]
    let to: [Person]
    let cc: [Person]
    let replyTo: [Person]
    let subject: String
    let messageId: String
    let unixSeconds: Int
    let type: String
    /// All that are no multiparts, in their order.
    let parts: [Part]
    let defects: [String]

    private static let script = #"""
        import base64, email, email.header, email.policy, email.utils, json, re, sys

        def unfolded(text):
            return re.sub(r"\r?\n", "", text)

        def decoded(text):
            return str(email.header.make_header(email.header.decode_header(text)))

        def people(message, name):
            found = email.utils.getaddresses([unfolded(one) for one in message.get_all(name, [])])
            return [{"name": decoded(name), "address": address} for name, address in found if address]

        data = open(sys.argv[1], "rb").read()
        at = 0
        while at < len(data):
            count = int.from_bytes(data[at:at + 8], "big")
            message = email.message_from_bytes(data[at + 8:at + 8 + count], policy=email.policy.compat32)
            at += 8 + count
            parts, defects = [], []
            for part in message.walk():
                defects += [repr(one) for one in part.defects]
                if part.is_multipart():
                    continue
                parts.append({
                    "type": part.get_content_type(), "charset": part.get_content_charset(), "disposition": part.get_content_disposition(),
                    "fileName": part.get_filename(), "content": base64.b64encode(part.get_payload(decode=True)).decode(),
                })
            print(json.dumps({
                "headers": message.keys(), "from": people(message, "From"), "to": people(message, "To"), "cc": people(message, "Cc"),
                "replyTo": people(message, "Reply-To"), "subject": decoded(unfolded(message["Subject"])), "messageId": message["Message-ID"],
                "unixSeconds": int(email.utils.parsedate_to_datetime(message["Date"]).timestamp()), "type": message.get_content_type(),
                "parts": parts, "defects": defects,
            }))
        """#

    struct Failure: Error { let text: String }

    /// Reads mails, all in one process.
    static func read(_ mails: [[UInt8]]) async throws -> [ParsedMail] {
        try await onThread {
            let path = FileManager.default.temporaryDirectory.appending(path: "hashinsight-mails-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: path) }
            var data = Data()
            for mail in mails {
                withUnsafeBytes(of: UInt64(mail.count).bigEndian) { data.append(contentsOf: $0) }
                data.append(contentsOf: mail)
            }
            try data.write(to: URL(filePath: path))
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", "-c", script, path]
            let output = Pipe()
            process.standardOutput = output
            try process.run()
            let text = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failure(text: "python3 could not read the mails") }
            let lines = text.split(separator: UInt8(ascii: "\n"))
            return try lines.map { try JSONDecoder().decode(ParsedMail.self, from: Data($0)) }
        }
    }
}
