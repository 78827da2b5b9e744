import type { Metadata } from 'next'
import { Shell } from './shell'

export const metadata: Metadata = { title: 'Hallpass with Next', icons: 'data:,' }

export default function RootLayout({ children }: LayoutProps<'/'>) {
  return (
    <html lang="en">
      <body>
        <Shell>{children}</Shell>
      </body>
    </html>
  )
}
