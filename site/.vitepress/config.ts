import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'
import { brokenLinks } from '../check-links.js'
import { writeForTools } from '../for-tools.js'
import { adaptDocuments } from '../markdown.js'
import { anchorOf, pageOf, project, sidebar } from '../pages.js'
import { withPolicy } from '../policy.js'

const { description, version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))
const icon = `data:image/svg+xml;base64,${readFileSync(join(project, 'demo/icon.svg'), 'base64')}`

export default defineConfig({
  title: 'Hallpass',
  description,
  lang: 'en',
  srcDir: '..',
  srcExclude: [
    '!(docs|site|README.md|SECURITY.md|ARCHITECTURE.md|CONTRIBUTING.md|CHANGELOG.md|AGENTS.md)/**',
  ],
  rewrites: (file) => pageOf(file) ?? file,
  outDir: 'dist',
  cacheDir: '.cache',
  cleanUrls: true,
  // Otherwise the switch puts a style into the page, which its policy refuses.
  appearance: { disableTransition: false },
  // Examples name the reader's own development server.
  ignoreDeadLinks: 'localhostLinks',
  // The project's own vite.config.ts is for the demo.
  vite: { configFile: false, build: { chunkSizeWarningLimit: 2000 } },
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: icon }]],
  markdown: {
    anchor: { slugify: anchorOf },
    config: adaptDocuments,
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    logo: { src: icon, alt: '' },
    nav: [
      { text: 'Getting started', link: '/guides/getting-started' },
      { text: 'Playgrounds', link: '/playground/', activeMatch: '^/playground' },
      { text: 'Documents', link: '/documents', activeMatch: '^/(documents|guides|frameworks)' },
      { text: 'Reference', link: '/reference/', activeMatch: '^/reference' },
      { text: 'Errors', link: '/errors/', activeMatch: '^/errors' },
      { text: version, link: '/changelog' },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    externalLinkIcon: true,
  },
  transformPageData({ relativePath, frontmatter }) {
    if (relativePath.startsWith('reference/')) frontmatter.pageClass = 'reference'
    if (frontmatter.hero) frontmatter.hero.image = { src: icon, alt: '' }
  },
  transformHtml: withPolicy,
  buildEnd({ outDir, site }) {
    writeForTools(outDir, site.base)
    const broken = brokenLinks(outDir, site.base)
    if (broken.length > 0) throw new Error(`Links that lead nowhere:\n${broken.join('\n')}`)
  },
})
