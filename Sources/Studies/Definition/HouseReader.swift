import Basics
import Foundation
import Reports
import Tables

/// Reads the file of a theme.
struct HouseReader {
  let problems: ProblemCollector

  /// The theme that a study or the command line names: one of the bundled, else a file of `folder`.
  func house(
    _ name: Located<String>, bundled: String, folder: StudyFolder
  ) -> House? {
    let isBundled = Self.bundled.contains(name.value)
    let place = isBundled ? StudyFolder(url: URL(fileURLWithPath: bundled)) : folder
    let file = isBundled ? name.value + ".yml" : name.value
    do {
      let text = try place.text(of: file)
      guard let root = YAMLValue.parse(text, file: file, problems: problems) else { return nil }
      return house(root, in: place)
    } catch let error as PathError where error.problem == .absent {
      problems.error(
        at: name.position,
        "there is no theme '\(name.value)': it is neither \(Self.bundled.joined(separator: ", ")) nor a file of the study's folder"
      )
    } catch {
      problems.error(at: name.position, "\(error)")
    }
    return nil
  }

  static let bundled = ["report", "paper", "print"]

  private func house(_ root: YAMLValue, in folder: StudyFolder) -> House? {
    let known = ["colours", "dark", "fonts", "width", "page", "logo"]
    guard let reader = MappingReader(root, "the theme", known: known, problems) else { return nil }
    var house = House()
    house.light = colours(reader, "colours")
    if reader["dark"]?.bool == false {
      house.hasDark = false
    } else {
      house.dark = colours(reader, "dark")
    }
    if let fonts = reader["fonts"],
      let reader = MappingReader(fonts, "'fonts'", known: ["text", "labels"], problems)
    {
      house.text = families(reader, "text")
      house.labels = families(reader, "labels")
    }
    if let value = reader["width"], let width = reader.integer("width") {
      if (40...120).contains(width) {
        house.width = width
      } else {
        problems.error(at: value.position, "'width' must be from 40 to 120 characters")
      }
    }
    if let value = reader["page"] {
      house.page = value.text.flatMap(House.Page.init)
      if house.page == nil {
        let known = House.Page.allCases.map(\.rawValue).joined(separator: " or ")
        problems.error(at: value.position, "'page' must be \(known)")
      }
    }
    if let logo = reader["logo"] { house.logo = image(logo, in: folder) }
    if let faint = house.faint {
      let contrast = NumberFormat(.number, digits: 2).text(faint.contrast)
      problems.error(
        at: root.position,
        "the colour '\(faint.role.rawValue)' has a contrast of \(contrast) with 'paper'; text needs 4.5"
      )
    }
    return house
  }

  private func colours(_ reader: MappingReader, _ key: String) -> [House.Role: String] {
    var colours: [House.Role: String] = [:]
    for entry in reader.entries(key) {
      guard let role = House.Role(rawValue: entry.key) else {
        problems.unknownName(
          entry.key, "colour", at: entry.position, known: House.Role.allCases.map(\.rawValue))
        continue
      }
      guard let colour = entry.value.text, House.isColour(colour) else {
        problems.error(
          at: entry.value.position, "a colour is written as '#0b5394', in quotation marks")
        continue
      }
      colours[role] = colour.lowercased()
    }
    return colours
  }

  private func families(_ reader: MappingReader, _ key: String) -> [String] {
    (reader.names(key) ?? []).compactMap { name in
      guard House.isFamily(name.value) else {
        problems.error(
          at: name.position, "a font is named in letters, digits, spaces and hyphens")
        return nil
      }
      return name.value
    }
  }

  private func image(_ value: YAMLValue, in folder: StudyFolder) -> Image? {
    guard let reader = MappingReader(value, "'logo'", known: ["image", "alt"], problems),
      let path = reader.requiredText("image"), let alt = reader.requiredText("alt")
    else { return nil }
    do {
      return Image(path: path, alt: alt, file: try folder.image(path))
    } catch {
      problems.error(at: value.position, "\(error)")
      return nil
    }
  }
}
