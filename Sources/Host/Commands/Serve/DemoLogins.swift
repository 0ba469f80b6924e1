import Foundation
import HostTenancy

/// Random passwords for members who have none, kept in one file for whoever tries the demo.
struct DemoLogins: Sendable {
    let members: MembersService
    let path: String

    /// Writes `email, password, role, tenant`, tab separated. Passwords that the file has already stay.
    func write() async throws {
        var passwords: [String: String] = [:]
        for line in ((try? String(contentsOfFile: path, encoding: .utf8)) ?? "").split(separator: "\n").dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            if cells.count == 4 { passwords[String(cells[0])] = String(cells[1]) }
        }
        var lines = ["email\tpassword\trole\ttenant"]
        for member in try await members.list() where member.isEnabled {
            if !member.hasPassword || passwords[member.email] == nil {
                passwords[member.email] = try await members.setPassword(email: member.email, origin: .commandLine)
            }
            lines.append("\(member.email)\t\(passwords[member.email] ?? "")\t\(member.role.rawValue)\t\(member.tenantId)")
        }
        let text = lines.joined(separator: "\n") + "\n"
        let handle = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard handle >= 0 else { throw Failure(.cannotWrite, "\(path) cannot be written: \(String(cString: strerror(errno)))") }
        try FileHandle(fileDescriptor: handle, closeOnDealloc: true).write(contentsOf: Data(text.utf8))
    }
}
