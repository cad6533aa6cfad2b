# A formula for Homebrew. A release fills in its address and checksum; to try it from a checkout:
#
#     brew install --HEAD --build-from-source ./Scripts/dist/almanac.rb
class Almanac < Formula
  desc "Statistical reports in which every number can be traced to its rows"
  license "GPL-3.0-or-later"
  head "file://#{File.expand_path("../..", __dir__)}", using: :git, branch: "main"

  depends_on "pkgconf" => :build
  depends_on xcode: ["16.3", :build]
  depends_on "cairo"
  depends_on "cmark-gfm"
  depends_on "glib"
  depends_on "gsl"
  depends_on "libpng"
  depends_on macos: :sonoma
  depends_on "pango"

  uses_from_macos "curl"
  uses_from_macos "sqlite"
  uses_from_macos "zlib"

  def install
    system "swift", "build", "--disable-sandbox", "--configuration", "release", "--product", "almanac"
    bin.install ".build/release/almanac"
    pkgshare.install "templates", "datasets"
    generate_completions_from_executable(bin/"almanac", "--generate-completion-script")
  end

  test do
    (testpath/"data.csv").write "group,x\na,1\na,2\nb,4\nb,7\n"
    system bin/"almanac", "init", "study", "--data", "data.csv"
    system bin/"almanac", "build", "study"
    assert_path_exists testpath/"reports/study/report.html"
  end
end
