import Foundation

/// All files of a folder, read once. `x.gz` beside `x` is its compressed form.
struct StaticFolder: Sendable {
    /// By path below the folder.
    let files: [String: StaticFile]

    static let empty = StaticFolder(files: [:])
    static let maximumFileBytes = 8 << 20

    /// Reads the disk: not for an event loop. Hidden files, links out of the folder and files above 8 MiB are left out.
    static func load(_ directory: String) -> StaticFolder {
        let root = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
        guard let names = FileManager.default.enumerator(atPath: root) else { return .empty }
        var contents: [String: [UInt8]] = [:]
        for case let name as String in names where !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let real = URL(fileURLWithPath: root + "/" + name).resolvingSymlinksInPath().path
            guard real.hasPrefix(root + "/"), let attributes = try? FileManager.default.attributesOfItem(atPath: real),
                attributes[.type] as? FileAttributeType == .typeRegular,
                (attributes[.size] as? NSNumber).map({ $0.intValue <= maximumFileBytes }) ?? false,
                let data = FileManager.default.contents(atPath: real)
            else { continue }
            contents[name] = [UInt8](data)
        }
        var files: [String: StaticFile] = [:]
        for (name, bytes) in contents where !name.hasSuffix(".gz") {
            files[name] = StaticFile(bytes: bytes, gzipBytes: contents[name + ".gz"], name: name)
        }
        return StaticFolder(files: files)
    }

    private init(files: [String: StaticFile]) { self.files = files }
}
