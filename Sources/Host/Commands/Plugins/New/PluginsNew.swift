import ArgumentParser
import Foundation

/// `hashinsight plugins new`: a plugin's source folder that builds, is accepted and passes its tests as it is.
struct PluginsNew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Make the source folder of a new plugin: route, page, statements, table, job, setting, tests.")

    @Argument(help: "Such as pool-watch.") var name: String
    @Option(help: "swift, c or rust.") var language: PluginLanguage
    @Option(help: ArgumentHelp("Where; a folder of the plugin's id if none is given.", valueName: "folder")) var folder: String?
    @Option(help: ArgumentHelp("Swift: the checkout of HashInsight that PluginKit comes from.", valueName: "folder")) var kit: String?
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let id: String
        let folder: String
        let files: [String]
    }

    func run() async throws {
        try await Failure.exiting {
            let name = try PluginName(name)
            let template = PluginTemplate(
                name: name, language: language, kit: language == .swift ? try PluginKitCheckout.find(kit) : nil)
            let target = URL(fileURLWithPath: folder ?? name.id).standardizedFileURL.path
            let files = template.files
            try Self.write(files, to: target)
            if output.json { return try Talk.result(json: Report(id: name.id, folder: target, files: files.map(\.path))) }
            Talk.result("\(target): \(files.count) files of the plugin \(name.id)")
            Talk.say("next: cd \(folder ?? name.id) && make test")
        }
    }

    /// All files or none: they are written beside the target, which must not hold anything, and moved there.
    /// - Throws: ``Failure``.
    private static func write(_ files: [(path: String, text: String)], to target: String) throws {
        let manager = FileManager.default
        if let names = try? manager.contentsOfDirectory(atPath: target), !names.isEmpty {
            throw Failure(.cannotWrite, "\(target) is not empty; nothing was written. Give another --folder")
        }
        let building = target + ".new-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            for file in files {
                let path = "\(building)/\(file.path)"
                try manager.createDirectory(atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
                try file.text.write(toFile: path, atomically: false, encoding: .utf8)
            }
        } catch {
            try? manager.removeItem(atPath: building)
            throw Failure(.cannotWrite, "\(building) cannot be written: \(error.localizedDescription)")
        }
        // Takes an empty folder's place, and nothing else's.
        guard rename(building, target) == 0 else {
            let reason = String(cString: strerror(errno))
            try? manager.removeItem(atPath: building)
            throw Failure(.cannotWrite, "\(target) cannot be made: \(reason)")
        }
    }
}
