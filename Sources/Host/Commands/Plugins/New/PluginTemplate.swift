/// The files of a new plugin. Pure: a name in, paths and texts out.
///
/// Each template is a plugin that works as it stands, called "My plugin": making another one replaces that name in its three spellings.
struct PluginTemplate: Sendable {
    let name: PluginName
    let language: PluginLanguage
    /// The checkout that PluginKit comes from; only Swift needs one.
    let kit: String?

    /// Path below the new folder, and text; sorted by path.
    var files: [(path: String, text: String)] {
        EmbeddedTemplate.all.compactMap { file in
            for folder in ["common/", language.rawValue + "/"] where file.path.hasPrefix(folder) {
                var path = named(String(file.path.dropFirst(folder.count)))
                // A name with a dot would hide the template from those who look for it.
                if path == "gitignore" { path = ".gitignore" }
                return (path, named(file.text))
            }
            return nil
        }.sorted { $0.path < $1.path }
    }

    private func named(_ text: String) -> String {
        text.replacing("my_plugin", with: name.id).replacing("MyPlugin", with: name.module).replacing("My plugin", with: name.title)
            .replacing("my-toolchain", with: language.toolchain).replacing("my-kit", with: kit ?? "")
    }
}
