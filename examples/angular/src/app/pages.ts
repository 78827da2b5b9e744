import { HttpClient } from '@angular/common/http'
import { Component, inject, signal } from '@angular/core'
import { messageFor } from 'hallpass'
import { injectUser } from 'hallpass/angular'
import { auth } from './auth'

@Component({ selector: 'app-home', template: '<h1>Home</h1>' })
export class HomePage {}

@Component({ selector: 'app-admin', template: '<h1>Admin</h1>' })
export class AdminPage {}

@Component({ selector: 'app-signed-out', template: '<h1>Please sign in</h1>' })
export class SignedOutPage {}

@Component({
  selector: 'app-forbidden',
  template: `
    <h1>Only for admins</h1>
    <button (click)="auth.login({ prompt: 'login' })">Use another account</button>
  `,
})
export class ForbiddenPage {
  protected readonly auth = auth
}

@Component({
  selector: 'app-orders',
  template: `
    <h1>Orders of {{ user().name }}</h1>
    <ul>
      @for (order of orders(); track order) {
        <li>{{ order }}</li>
      }
    </ul>
    @if (problem(); as problem) {
      <p role="alert">{{ problem }}</p>
    }
  `,
})
export class OrdersPage {
  protected readonly user = injectUser(auth)
  protected readonly orders = signal<string[]>([])
  protected readonly problem = signal('')

  constructor() {
    inject(HttpClient)
      .get<string[]>('/api/orders')
      .subscribe({
        next: (orders) => this.orders.set(orders),
        error: (error) => this.problem.set(messageFor(error) ?? ''),
      })
  }
}
